"""Starting and installing Antre."""
