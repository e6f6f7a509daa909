#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "escalon/base/result.hpp"

struct redisContext;

namespace escalon::chaos {

/// A view as it lies in Redis.
struct ViewRows {
  std::map<std::string, std::string> meta;    ///< Empty where there is no view.
  std::map<std::string, std::string> states;  ///< Key to envelope.
  std::multiset<std::string> timers;          ///< Rows, as libs/view_redis writes them.
};

/// One connection that reads views. Thread-compatible.
class ViewRowsReader {
 public:
  [[nodiscard]] static Result<ViewRowsReader> open(const std::string& host, int port);

  /// `name` is prefix and hash tag: `escalon:{sla:3}`. The view is read at one instant.
  [[nodiscard]] Result<ViewRows> read(const std::string& name) const;

 private:
  struct Free {
    void operator()(redisContext* context) const;
  };
  explicit ViewRowsReader(redisContext* context) : context_(context) {}
  std::unique_ptr<redisContext, Free> context_;
};

}  // namespace escalon::chaos
