#pragma once

#include "cursor.hpp"
#include "escalon/notify/customer_policy.hpp"
#include "fields.hpp"

namespace escalon::policy {

/// Reads what customers are told.
void read_customer(const Cursor& at, notify::CustomerNotices& out);

/// Reads the subject and the body of a template.
void read_template(const Cursor& at, notify::Template& out);

/// Reads a text with placeholders in braces.
void read_template_text(const Cursor& at, std::string& out);

}  // namespace escalon::policy
