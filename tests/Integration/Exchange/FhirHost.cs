using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Starts an exchange with its FHIR API on a real Kestrel.</summary>
internal static class FhirHost
{
    public static async Task<WebApplication> StartAsync(ExchangeOptions options, HttpLimits? http = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel((http ?? HttpLimits.Default).Apply);
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton<IExchangeBus, RecordingBus>();
        builder.Services.AddExchange(options);
        var app = builder.Build();
        app.UseRouting();
        app.MapFhir();
        await app.StartAsync();
        return app;
    }
}
