from queue_server.web.throttle import LIMIT_ADDRESS, LIMIT_USER, WINDOW_SECONDS, Throttle, keys_for


def exhaust(throttle: Throttle, user: str, address: str) -> None:
    for _ in range(LIMIT_USER):
        assert throttle.attempt(keys_for(user, address), 0.0) == 0.0


def test_a_user_may_fail_a_few_times_and_then_waits() -> None:
    throttle = Throttle()
    exhaust(throttle, "rina", "10.0.0.1")
    assert throttle.attempt(keys_for("rina", "10.0.0.1"), 10.0) == WINDOW_SECONDS - 10.0
    assert throttle.attempt(keys_for("rina", "10.0.0.1"), WINDOW_SECONDS) == 0.0


def test_nobody_can_lock_a_colleague_out_from_elsewhere() -> None:
    throttle = Throttle()
    exhaust(throttle, "rina", "10.0.0.1")
    assert throttle.attempt(keys_for("rina", "10.0.0.2"), 1.0) == 0.0


def test_an_address_that_tries_many_names_waits() -> None:
    throttle = Throttle()
    for number in range(LIMIT_ADDRESS):
        assert throttle.attempt(keys_for(f"user{number}", "10.0.0.1"), 0.0) == 0.0
    assert throttle.attempt(keys_for("another", "10.0.0.1"), 1.0) > 0.0


def test_a_success_forgets_the_failures_of_the_user_only() -> None:
    throttle = Throttle()
    exhaust(throttle, "rina", "10.0.0.1")
    throttle.succeeded(keys_for("rina", "10.0.0.1")[:1])
    assert throttle.attempt(keys_for("rina", "10.0.0.1"), 1.0) == 0.0


def test_memory_is_bounded() -> None:
    throttle = Throttle(most_keys=10)
    for number in range(100):
        throttle.attempt(keys_for(f"user{number}", f"10.0.1.{number}"), 0.0)
    assert len(throttle._counts) <= 10
