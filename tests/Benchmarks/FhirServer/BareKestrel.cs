using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>The limit of any HTTP server here: Kestrel that answers 2 KiB from memory.</summary>
internal static class BareKestrel
{
    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        var body = new byte[2048];
        body.AsSpan().Fill((byte)'x');
        app.Run(async http =>
        {
            http.Response.ContentType = "application/fhir+json";
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body);
        });
        await app.RunAsync();
    }
}
