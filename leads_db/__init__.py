"""The words of the house: records, the register, the store and the lifecycle of leads. Imports no other package."""
