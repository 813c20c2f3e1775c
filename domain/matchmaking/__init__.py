"""Matchmaking: what the engine proposes for a need or a result, why, what people say of it, and what comes of it."""
