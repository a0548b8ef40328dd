-- How many listings Izzylease said are gone in the last 24 hours is read from the history, across runs.
CREATE INDEX event_gone ON event (at) WHERE name = 'Gone';
