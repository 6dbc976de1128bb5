"""The coding of needs: two people give each need themes of a codebook, in a file that stays with the study."""
