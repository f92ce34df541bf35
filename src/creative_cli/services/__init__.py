"""What each command does: settings and options in, results out. The one place where clients and stores are built."""
