using Xunit;

// Each test owns the machine: it starts, freezes and kills servers, and load from another test would blur what it sees.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
