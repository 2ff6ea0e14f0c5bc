"""Knowledge activities: how an expertise school shares what it knows with others."""
