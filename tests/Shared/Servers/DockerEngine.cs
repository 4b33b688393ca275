using DotNet.Testcontainers.Builders;

namespace IntegrationHub.Shared.Servers;

/// <summary>Whether a Docker engine answers on this machine.</summary>
internal static class DockerEngine
{
    private static readonly Lazy<bool> Found = new(() =>
    {
        try
        {
            _ = new ContainerBuilder("hello-world").Build();
            return true;
        }
        catch (DockerUnavailableException)
        {
            return false;
        }
    });

    public static bool Answers => Found.Value;
}
