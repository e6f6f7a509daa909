#include "escalon/testkit/free_port.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "escalon/base/assert.hpp"

namespace escalon::testkit {

int free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ESCALON_ASSERT(::bind(probe, reinterpret_cast<sockaddr*>(&address), size) == 0);
  ESCALON_ASSERT(::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  ::close(probe);
  return ntohs(address.sin_port);
}

}  // namespace escalon::testkit
