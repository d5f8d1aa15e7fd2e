"""The two scripts that prepare and run the ticket decoder in its own virtual environment."""
