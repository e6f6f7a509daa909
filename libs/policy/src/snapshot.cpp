#include "escalon/policy/snapshot.hpp"

#include "escalon/base/instant.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

PolicyFiles files_of(const v1::PolicySnapshot& snapshot) {
  PolicyFiles files;
  for (const v1::PolicyFile& file : snapshot.files()) {
    files.push_back({file.name(), file.content()});
  }
  return files;
}

}  // namespace

v1::PolicySnapshot to_snapshot(const CompiledPolicy& policy, absl::Time published_at) {
  v1::PolicySnapshot snapshot;
  for (const PolicyFile& file : policy.files) {
    v1::PolicyFile& copy = *snapshot.add_files();
    copy.set_name(file.name);
    copy.set_content(file.content);
  }
  snapshot.set_hash(policy.hash);
  snapshot.set_name(policy.name);
  snapshot.set_published_at_ms(to_ms(published_at));
  return snapshot;
}

CompileResult from_snapshot(const v1::PolicySnapshot& snapshot) {
  const PolicyFiles files = files_of(snapshot);
  if (const std::string hash = content_hash(files); hash != snapshot.hash()) {
    PolicyError error;
    error.message = cat("the published policy '", snapshot.name(), "' is damaged: its hash is ",
                        hash, ", it says ", snapshot.hash());
    error.remedy = "publish the policy's folder again";
    return PolicyErrors{error};
  }
  return compile(files);
}

Result<std::shared_ptr<const CompiledPolicy>> compile_sent(const v1::PolicySnapshot& sent) {
  auto compiled = compile(files_of(sent));
  if (!compiled) {
    return invalid("the policy is wrong:\n" + text(compiled.error()));
  }
  return *std::move(compiled);
}

}  // namespace escalon::policy
