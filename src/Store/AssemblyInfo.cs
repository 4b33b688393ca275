using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IntegrationHub.Integration")]
[assembly: InternalsVisibleTo("IntegrationHub.Unit")]
