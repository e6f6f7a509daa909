#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include "command.hpp"
#include "submit.hpp"

namespace escalon::cli {
namespace {

using command::v1::Command;

struct OrderOptions {
  std::string to = "127.0.0.1:8080";
  std::string tenant = "default";
  std::string target;
  std::string actor = default_actor();
  std::string command_id;
  bool no_wait = false;
  // What single orders take besides.
  std::string reason;
  std::string team;
  std::string person;
  std::string outcome;
  std::string root_cause;
  std::string note;
  std::string compensation;
  std::optional<bool> avoidable;
  std::string amount;
  std::string currency;
  std::string terms;
};

using Fill = std::function<void(Command&, const OrderOptions&)>;

service::ExitCode give(const OrderOptions& options, const Fill& fill) {
  Command command;
  command.set_tenant(options.tenant);
  command.set_actor(options.actor);
  command.set_command_id(options.command_id);
  if (looks_like_escalation(options.target)) {
    command.set_escalation_id(options.target);
  } else {
    command.set_case_id(options.target);
  }
  fill(command, options);
  return submit(options.to, command, options.no_wait);
}

// One order with the options that all have.
class Order {
 public:
  Order(CLI::App& app, Action& action, const std::string& name, const std::string& description,
        Fill fill)
      : options_(std::make_shared<OrderOptions>()),
        command_(app.add_subcommand(name, description)) {
    command_
        ->add_option("ID", options_->target, "An escalation's id, or a case's when it has one open")
        ->required();
    command_->add_option("--as", options_->actor, "Who gives the order")
        ->type_name("PERSON")
        ->capture_default_str();
    command_->add_option("--command-id", options_->command_id,
                         "Idempotency key: the same id is carried out once");
    command_->add_flag("--no-wait", options_->no_wait, "Do not wait for the outcome");
    add_tenant_option(*command_, options_->tenant);
    add_to_option(*command_, options_->to);
    command_->callback([options = options_, fill = std::move(fill), &action] {
      action = [options, fill] { return give(*options, fill); };
    });
  }

  Order& with_reason() {
    command_->add_option("--reason", options_->reason, "Why, for the timeline")->type_name("TEXT");
    return *this;
  }
  Order& with_cause() {
    command_->add_option("--root-cause", options_->root_cause, "What caused it");
    command_->add_option("--compensation", options_->compensation,
                         "What the customer was given for it");
    command_->add_option("--avoidable", options_->avoidable,
                         "true: the first level could have settled it");
    return *this;
  }
  Order& examples(const std::string& lines) {
    add_examples(*command_, lines);
    return *this;
  }
  CLI::App& command() { return *command_; }
  OrderOptions& options() { return *options_; }

 private:
  std::shared_ptr<OrderOptions> options_;
  CLI::App* command_;
};

void add_answers(CLI::App& app, Action& action) {
  Order(app, action, "ack", "Acknowledge: you have seen it and take care; paging stops",
        [](Command& command, const OrderOptions&) { command.mutable_acknowledge(); })
      .examples("  escalon ack c1 --as mia");
  Order(app, action, "accept", "Accept: take the case over from the agent",
        [](Command& command, const OrderOptions&) { command.mutable_accept(); })
      .examples("  escalon accept c1 --as mia");
  Order(app, action, "decline", "Decline: you cannot take it; the next one is asked",
        [](Command& command, const OrderOptions& options) {
          command.mutable_decline()->set_reason(options.reason);
        })
      .with_reason()
      .examples("  escalon decline c1 --as mia --reason 'on the phone'");
}

void add_moves(CLI::App& app, Action& action) {
  Order reassign(app, action, "reassign", "Give it to another team or person",
                 [](Command& command, const OrderOptions& options) {
                   command.mutable_reassign()->set_to_team(options.team);
                   command.mutable_reassign()->set_to_person(options.person);
                   command.mutable_reassign()->set_reason(options.reason);
                 });
  reassign.command().add_option("--team", reassign.options().team,
                                "The team; the present one when left out");
  reassign.command().add_option("--person", reassign.options().person,
                                "The person; the queue decides when left out");
  reassign.with_reason().examples("  escalon reassign c1 --team billing --reason 'an invoice'");
  Order(app, action, "raise", "Lift it to the next level of its ladder",
        [](Command& command, const OrderOptions& options) {
          command.mutable_raise()->set_reason(options.reason);
        })
      .with_reason()
      .examples("  escalon raise c1 --reason 'needs a manager'");
  Order(app, action, "de-escalate", "Lower it to the level below",
        [](Command& command, const OrderOptions& options) {
          command.mutable_de_escalate()->set_reason(options.reason);
        })
      .with_reason()
      .examples("  escalon de-escalate c1 --reason 'calmed down'");
}

template <typename Told>
void tell_cause(Told& told, const OrderOptions& options) {
  told.set_root_cause(options.root_cause);
  told.set_compensation(options.compensation);
  if (options.avoidable) {
    told.set_avoidable(*options.avoidable);
  }
}

void add_ends(CLI::App& app, Action& action) {
  Order resolve(app, action, "resolve", "Settle it",
                [](Command& command, const OrderOptions& options) {
                  command.mutable_resolve()->set_outcome(options.outcome);
                  command.mutable_resolve()->set_note(options.note);
                  tell_cause(*command.mutable_resolve(), options);
                });
  resolve.command()
      .add_option("--outcome", resolve.options().outcome,
                  "solved, workaround, refused, duplicate, no_fault, customer_withdrew or other")
      ->required();
  resolve.with_cause();
  resolve.command().add_option("--note", resolve.options().note, "Words for the next reader");
  resolve.examples("  escalon resolve c1 --outcome solved --note 'refund sent'");
  Order(app, action, "root-cause", "Tell the root cause of what is settled",
        [](Command& command, const OrderOptions& options) {
          tell_cause(*command.mutable_note_root_cause(), options);
        })
      .with_cause()
      .examples("  escalon root-cause c1 --root-cause 'a broken cable' --avoidable false");
  Order(app, action, "reopen", "Take it up again",
        [](Command& command, const OrderOptions& options) {
          command.mutable_reopen()->set_reason(options.reason);
        })
      .with_reason()
      .examples("  escalon reopen c1 --reason 'the refund never came'");
}

void add_approvals(CLI::App& app, Action& action) {
  Order approve(app, action, "approve", "Approve what was asked for; the case returns to the agent",
                [](Command& command, const OrderOptions& options) {
                  command.mutable_approve()->set_amount(options.amount);
                  command.mutable_approve()->set_currency(options.currency);
                  command.mutable_approve()->set_terms(options.terms);
                  command.mutable_approve()->set_reason(options.reason);
                });
  approve.command().add_option("--amount", approve.options().amount,
                               "How much may be given, as 49.90");
  approve.command().add_option("--currency", approve.options().currency,
                               "As EUR; the policy's when left out");
  approve.command().add_option("--terms", approve.options().terms, "What may be done, in words");
  approve.with_reason().examples("  escalon approve c1 --amount 49.90 --reason 'booked twice'");
  Order refuse(app, action, "refuse", "Refuse what was asked for; the case returns to the agent",
               [](Command& command, const OrderOptions& options) {
                 command.mutable_refuse()->set_reason(options.reason);
                 command.mutable_refuse()->set_terms(options.terms);
               });
  refuse.command().add_option("--terms", refuse.options().terms, "What may be done instead");
  refuse.with_reason().examples(
      "  escalon refuse c1 --reason 'past 30 days' --terms 'a voucher of 20'");
}

void add_assistance(CLI::App& app, Action& action, const std::string& mode,
                    const std::string& description) {
  std::string name = mode;
  std::replace(name.begin(), name.end(), '_', '-');
  Order(app, action, name, description,
        [mode](Command& command, const OrderOptions& options) {
          command.mutable_assist()->set_mode(mode);
          command.mutable_assist()->set_reason(options.reason);
        })
      .with_reason()
      .examples("  escalon assist " + name + " c1 --as grace");
}

void add_help(CLI::App& app, Action& action) {
  CLI::App* assist = app.add_subcommand(
      "assist", "Ask the platform to bring you onto the contact; the request is recorded");
  assist->require_subcommand(1);
  add_assistance(*assist, action, "monitor", "You listen");
  add_assistance(*assist, action, "whisper", "The agent alone hears you");
  add_assistance(*assist, action, "barge", "All hear you");
  add_assistance(*assist, action, "take_over", "The agent leaves, and you own the case");
  Order ask(app, action, "ask-help", "Ask another team to help; the owner team stays the owner",
            [](Command& command, const OrderOptions& options) {
              command.mutable_ask_help()->set_team(options.team);
              command.mutable_ask_help()->set_reason(options.reason);
            });
  ask.command().add_option("--team", ask.options().team, "The team that is to help")->required();
  ask.with_reason().examples("  escalon ask-help c1 --team technical --reason 'is the line cut?'");
  Order end(app, action, "end-help", "The team need not help any more",
            [](Command& command, const OrderOptions& options) {
              command.mutable_end_help()->set_team(options.team);
              command.mutable_end_help()->set_reason(options.reason);
            });
  end.command().add_option("--team", end.options().team, "The team that helps")->required();
  end.with_reason().examples("  escalon end-help c1 --team technical");
  Order note(app, action, "note", "Add a note to the handover",
             [](Command& command, const OrderOptions& options) {
               command.mutable_add_note()->set_text(options.note);
             });
  note.command().add_option("TEXT", note.options().note, "The note")->required();
  note.examples("  escalon note c1 'promised a call at five' --as sam");
}

}  // namespace

void add_orders(CLI::App& app, Action& action) {
  add_answers(app, action);
  add_moves(app, action);
  add_ends(app, action);
  add_approvals(app, action);
  add_help(app, action);
}

}  // namespace escalon::cli
