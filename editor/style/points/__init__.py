"""Vale's extension points, one module each: how a kind of rule is read and how it looks at a text"""
