"""The engine: a brief becomes a plan, the plan goes through the stages, and events report what happened."""
