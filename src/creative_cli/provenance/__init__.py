"""Where pictures come from: what files say of it, what an ad has to say, and the rules for pictures made by models."""
