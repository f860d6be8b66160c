"""Files that an officer saved or a platform handed over → sightings."""
