using System.Security.Authentication;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration;

namespace IntegrationHub.Hub.Transport;

/// <summary>https: TLS 1.2 and 1.3, the certificate as it is now, clients proved by their own authority.</summary>
internal static class HttpTlsSetup
{
    private const string OneYear = "max-age=31536000";

    public static void AddHttpTls(this WebApplicationBuilder builder, HttpTls? tls)
    {
        if (tls is not { Own: { } own })
            return;
        var authorities = new TrustedAuthorities(tls.TrustFile);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https =>
        {
            https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
            https.ServerCertificateSelector = (_, _) => own.Certificate;
            https.OnAuthenticate = (_, ssl) => // with the chain, and renewed without a restart
                (ssl.ServerCertificateSelectionCallback, ssl.ServerCertificateContext) = (null, own.Context);
            https.ClientCertificateMode = tls.Clients;
            https.ClientCertificateValidation = (certificate, chain, errors) =>
                authorities.Trusts(certificate, chain, errors);
        }));
    }

    /// <summary>A browser that came by https once comes by https only.</summary>
    public static void UseStrictTransport(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Request.IsHttps)
            context.Response.Headers.StrictTransportSecurity = OneYear;
        return next(context);
    });
}
