#pragma once

#include <string_view>

namespace escalon::insight {

/// The files of the console page, `console/`, as they were when the program was built.
[[nodiscard]] std::string_view console_html();
[[nodiscard]] std::string_view console_css();
[[nodiscard]] std::string_view console_js();

}  // namespace escalon::insight
