#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "default_policy.hpp"
#include "escalon/classify/classify.hpp"
#include "escalon/testkit/csv_file.hpp"
#include "escalon/testkit/shared_data.hpp"
#include "gtest/gtest.h"

// The default intents against texts that other people labelled. Labels of these sets are finer than
// the intents of a contact centre: each is told here what it is for Escalon, or that it is none of
// ours. Texts are dealt into two halves by a hash of the text. The rules were written by looking at
// mistakes in the first half alone. Of the second the texts were not read, but its figures were
// seen meanwhile, so it is no clean test.

namespace escalon::classify {
namespace {

constexpr std::string_view kNone = kOutOfScope;
/// No request at all, or one that two of our intents could claim.
constexpr std::string_view kLeftOut = "";

using Labels = std::map<std::string, std::string_view>;

const Labels& banking() {
  static const Labels labels{{"lost_or_stolen_card", "report_fraud"},
                             {"lost_or_stolen_phone", "report_fraud"},
                             {"compromised_card", "report_fraud"},
                             {"card_payment_not_recognised", "report_fraud"},
                             {"cash_withdrawal_not_recognised", "report_fraud"},
                             {"direct_debit_payment_not_recognised", "report_fraud"},
                             {"terminate_account", "cancel"},
                             {"cancel_transfer", kLeftOut},
                             {"request_refund", "refund"},
                             {"Refund_not_showing_up", "refund"},
                             {"card_arrival", "delivery"},
                             {"card_delivery_estimate", "delivery"},
                             {"card_payment_fee_charged", "billing"},
                             {"cash_withdrawal_charge", "billing"},
                             {"exchange_charge", "billing"},
                             {"extra_charge_on_statement", "billing"},
                             {"top_up_by_bank_transfer_charge", "billing"},
                             {"top_up_by_card_charge", "billing"},
                             {"transfer_fee_charged", "billing"},
                             {"transaction_charged_twice", "billing"},
                             {"passcode_forgotten", "account_access"},
                             {"pin_blocked", "account_access"},
                             {"card_not_working", "technical_problem"},
                             {"contactless_not_working", "technical_problem"},
                             {"virtual_card_not_working", "technical_problem"},
                             {"order_physical_card", kLeftOut},
                             {"get_physical_card", kLeftOut},
                             {"getting_spare_card", kLeftOut},
                             {"getting_virtual_card", kLeftOut}};
  return labels;
}

const Labels& everyday() {
  static const Labels labels{{"report_fraud", "report_fraud"},
                             {"report_lost_card", "report_fraud"},
                             {"bill_balance", "billing"},
                             {"bill_due", "billing"},
                             {"pay_bill", "billing"},
                             {"min_payment", "billing"},
                             {"order_status", "delivery"},
                             {"lost_luggage", "delivery"},
                             {"cancel_reservation", "change_booking"},
                             {"account_blocked", "account_access"},
                             {"cancel", kLeftOut},
                             {"order", kLeftOut},
                             {"book_flight", kLeftOut},
                             {"flight_status", kLeftOut}};
  return labels;
}

const Labels& conversations() {
  static const Labels labels{{"changeseatassignment", "change_booking"},
                             {"getboardingpass", "change_booking"},
                             {"getseatinfo", "change_booking"},
                             {"reportlostcard", "report_fraud"},
                             {"closeaccount", "cancel"},
                             {"cancelserviceintent", "cancel"},
                             {"stoporder", "cancel"},
                             {"viewbillsintent", "billing"},
                             {"reportbrokenphone", "technical_problem"},
                             {"reportbrokensoftware", "technical_problem"},
                             {"softwareupdate", "technical_problem"},
                             {"checkserverstatus", "technical_problem"},
                             {"startserviceintent", "buy"},
                             {"startorder", "buy"},
                             {"bookflight", kLeftOut},
                             {"outofdomain", kNone}};
  return labels;
}

// FNV-1a of the text: the same halves on every machine.
bool in_first_half(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char byte : text) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
  }
  return hash % 2 == 0;
}

struct Tally {
  int in_scope = 0;
  int right = 0;
  int wrong = 0;  // heard as another intent
  int out_of_scope = 0;
  int known_as_such = 0;
  int said_out_of_scope = 0;
  double sure_of_right = 0;
  double sure_of_wrong = 0;

  [[nodiscard]] double accuracy() const { return static_cast<double>(right) / in_scope; }
  [[nodiscard]] double recall() const { return static_cast<double>(known_as_such) / out_of_scope; }
  [[nodiscard]] double precision() const {
    return static_cast<double>(known_as_such) / said_out_of_scope;
  }
};

class Judge {
 public:
  Judge(const char* set, const Labels& labels, std::string_view otherwise)
      : set_(set), labels_(labels), otherwise_(otherwise) {}

  void hear(const std::string& text, const std::string& label) {
    const auto found = labels_.find(label);
    const std::string_view wanted = found == labels_.end() ? otherwise_ : found->second;
    if (wanted == kLeftOut) {
      return;
    }
    ContactEvent event;
    event.set_contact_id("contact");
    event.mutable_customer_message()->set_text(text);
    static const ClassifyPolicy kPolicy = default_policy();
    const auto said =
        decide(CaseConversation(), event, absl::UnixEpoch(), kPolicy).front().classified();
    // A short text without an intent is not passed on as something else either.
    const std::string_view heard = said.intent().empty() ? kNone : std::string_view(said.intent());
    Tally& tally = halves_[in_first_half(text) ? 0 : 1];
    count(tally, wanted, heard, said.intent_confidence());
    if (wanted != heard && in_first_half(text)) {
      ++mistakes_[{std::string(wanted), std::string(heard), label}];
    }
  }

  /// The tally of the half that nobody read.
  Tally print() const {
    for (const int half : {0, 1}) {
      const Tally& tally = halves_[static_cast<std::size_t>(half)];
      std::printf(
          "%s, %s half: in scope %d, accuracy %.3f; out of scope %d, recall %.3f, precision %.3f; "
          "mean confidence of right intents %.2f, of wrong ones %.2f\n",
          set_, half == 0 ? "first (rules written from it)" : "second (texts not read)",
          tally.in_scope, tally.accuracy(), tally.out_of_scope, tally.recall(), tally.precision(),
          tally.sure_of_right / tally.right, tally.sure_of_wrong / std::max(1, tally.wrong));
    }
    return halves_[1];
  }

  void print_mistakes() const {
    for (const auto& [mistake, count] : mistakes_) {
      const auto& [wanted, heard, label] = mistake;
      if (count >= kMistakesShown) {
        std::printf("    %4d of %s are %s, heard as %s\n", count, label.c_str(), wanted.c_str(),
                    heard.c_str());
      }
    }
  }

 private:
  static constexpr int kMistakesShown = 20;

  static void count(Tally& tally, std::string_view wanted, std::string_view heard, double sure) {
    tally.said_out_of_scope += heard == kNone ? 1 : 0;
    if (wanted == kNone) {
      ++tally.out_of_scope;
      tally.known_as_such += heard == kNone ? 1 : 0;
      return;
    }
    ++tally.in_scope;
    if (heard == wanted) {
      ++tally.right;
      tally.sure_of_right += sure;
    } else if (heard != kNone) {
      ++tally.wrong;
      tally.sure_of_wrong += sure;
    }
  }

  const char* set_;
  const Labels& labels_;
  std::string_view otherwise_;
  std::array<Tally, 2> halves_{};
  std::map<std::array<std::string, 3>, int> mistakes_;
};

Tally judged(const char* set, const char* file, const char* text, const Labels& labels,
             std::string_view otherwise) {
  const auto table = testkit::read_csv_gz(*testkit::shared_data_path(file));
  Judge judge(set, labels, otherwise);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    judge.hear(table.at(row, text), table.at(row, "intent"));
  }
  judge.print_mistakes();
  return judge.print();
}

TEST(RecordedIntents, OfBankingQuestionsAreKnown) {
  SKIP_WITHOUT_SHARED("data/banking77_train.csv.gz");
  const Tally tally = judged("Banking77", "data/banking77_train.csv.gz", "text", banking(), kNone);
  EXPECT_GE(tally.accuracy(), 0.65);
  EXPECT_GE(tally.recall(), 0.8);
}

TEST(RecordedIntents, OfEverydayQuestionsAreMostlyOutOfScope) {
  SKIP_WITHOUT_SHARED("data/clinc150_train_val.csv.gz");
  const Tally tally =
      judged("CLINC150", "data/clinc150_train_val.csv.gz", "text", everyday(), kNone);
  EXPECT_GE(tally.accuracy(), 0.75);
  EXPECT_GE(tally.recall(), 0.94);
}

TEST(RecordedIntents, OfConversationsAreKnown) {
  SKIP_WITHOUT_SHARED("data/multidogo_turns_train_dev.csv.gz");
  const Tally tally = judged("MultiDoGO", "data/multidogo_turns_train_dev.csv.gz", "utterance",
                             conversations(), kLeftOut);
  EXPECT_GE(tally.accuracy(), 0.68);
  EXPECT_GE(tally.recall(), 0.9);
}

}  // namespace
}  // namespace escalon::classify
