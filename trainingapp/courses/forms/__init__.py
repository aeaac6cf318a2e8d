"""Forms of courses: finding one, writing one, learning one."""
