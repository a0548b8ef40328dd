-- How many listings Izzylease said are gone in the last 24 hours is read from the history, across runs and runners.
CREATE INDEX event_gone ON event (at) WHERE name = 'Gone';
