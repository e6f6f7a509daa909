"""Only the shell reads clocks, sleeps, rolls dice and asks the environment."""

import unittest

import time_and_chance
from scratch_tree import findings


class TimeAndChance(unittest.TestCase):
    def test_are_refused_outside_the_shell(self):
        lines = ["std::chrono::system_clock::now();", "absl::Now();", "time(nullptr);",
                 "std::this_thread::sleep_for(1s);", "usleep(3);", "std::random_device d;",
                 "rand();", 'std::getenv("A");', "Clock::now();"]
        for line in lines:
            with self.subTest(line):
                self.assertEqual(1, len(findings(time_and_chance, {"libs/sla/src/a.cpp": line})))

    def test_may_come_from_a_port_or_a_seed(self):
        lines = ["clock.now();", "clock_->now();",
                 "clock.sleep_until(due);", "std::mt19937 random(seed);", "due_time(0);",
                 "// absl::Now()", 'log("sleep(1)");', "operand(3);"]
        for line in lines:
            with self.subTest(line):
                self.assertEqual([], findings(time_and_chance, {"libs/sla/src/a.cpp": line}))

    def test_are_allowed_in_libs_service_but_tests_do_not_sleep(self):
        sleep = "std::this_thread::sleep_for(1s);"
        self.assertEqual([], findings(time_and_chance, {"libs/service/src/a.cpp": sleep}))
        self.assertEqual(1, len(findings(time_and_chance, {"libs/service/tests/a.cpp": sleep})))


if __name__ == "__main__":
    unittest.main()
