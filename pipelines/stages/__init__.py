"""The item pipelines in their order: normalise → recognise → assess → save. Each takes a Harvest and returns a new one."""
