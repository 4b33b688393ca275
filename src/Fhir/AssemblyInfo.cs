using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("IntegrationHub.Unit")]
