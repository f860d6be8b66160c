"""Official interfaces of marketplaces: accounts, signatures, and what their answers say. Kinds use it one by one."""
