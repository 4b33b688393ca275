using Xunit.Sdk;
using Xunit.v3;

// Each test owns the machine: it starts, freezes and kills servers, and load from another test would blur what it sees.
[assembly: Parallelization(Mode = ParallelMode.None)]
