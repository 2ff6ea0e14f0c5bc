"""Who may do what (`policy`), on which rows (`scope`), and how a service gets hold of them."""
