using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Integration.Exchange;

/// <summary>A web server of somebody else: answers with what it is told, and counts.</summary>
internal sealed class KeyServer : IDisposable
{
    private readonly WebApplication app;
    private int asked;

    public KeyServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.Run(async http =>
        {
            Interlocked.Increment(ref asked);
            http.Response.StatusCode = Status;
            if (Location is { } to)
                http.Response.Headers.Location = to;
            await http.Response.WriteAsync(Body);
        });
        app.StartAsync().GetAwaiter().GetResult();
    }

    public string Url => app.Urls.Single() + "/jwks.json";

    public Uri Address => new(Url);

    /// <summary>Host and port as a list of allowed hosts names them.</summary>
    public string Host => $"{Address.Host}:{Address.Port}";

    public string Body { get; set; } = "{}";

    public int Status { get; set; } = 200;

    public string? Location { get; set; }

    public int Asked => Volatile.Read(ref asked);

    public void Dispose() => app.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
