"""One thin function per thing a person does: it names the service call and what to say afterwards."""
