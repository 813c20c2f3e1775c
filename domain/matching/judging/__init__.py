"""How good the engine is: judged collections, figures, and the rivals that are measured in the same run."""
