"""The compiled engine: the same rules and draws as the agents, over arrays, to the same bits."""
