"""The kiosk without its server: what it may do, the numbers it holds, its outbox, and the delivery after."""
