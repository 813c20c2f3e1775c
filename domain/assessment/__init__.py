"""The monthly assessment of the sub-platforms: points by a scheme that is data, ranked in groups, frozen, appealed."""
