"""Documents made from a schema: values for its nodes, and the printed checker in process to judge them."""
