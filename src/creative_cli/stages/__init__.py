"""The five stages of the line, each a pure function; none knows another."""
