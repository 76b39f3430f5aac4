"""What is done with a pack at the fridge: one module for each kind of act, and the table that names them all."""
