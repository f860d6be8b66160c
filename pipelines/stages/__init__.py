"""The item pipelines in their order: normalise → recognise → assess → save. Each turns a Harvest into a new one."""
