"""The pages a pharmacist reads and the JSON that programs read, over the same queries."""
