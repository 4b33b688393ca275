using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IntegrationHub.Dashboard;

/// <summary>Composition of the operations desk.</summary>
public static class OpsDeskSetup
{
    /// <summary>Everything behind /ops. Needs <c>AddExchange</c> or <c>AddExchangeDesk</c>; an
    /// <see cref="ILaneProbe"/> is optional.</summary>
    /// <exception cref="ArgumentException">Access by token without a token of at least 24 characters.</exception>
    public static IServiceCollection AddOpsDesk(this IServiceCollection services, OpsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options is { Access: OpsAccess.Token, Token: not { Length: >= OpsOptions.ShortestToken } })
            throw new ArgumentException(
                $"ops.token needs at least {OpsOptions.ShortestToken} characters.", nameof(options));

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(HtmlEncoder.Create(UnicodeRanges.All)); // Chinese stays readable in the page source
        services.AddRazorComponents();
        services.AddSingleton(options)
            .AddSingleton<DeskClock>()
            .AddSingleton<OpsSession>()
            .AddSingleton<Admission>()
            .AddSingleton<PersonLogin>()
            .AddSingleton<DeskView>()
            .AddSingleton<TokenDesk>()
            .AddSingleton<MyPage>()
            .AddSingleton<LoginAttempts>()
            .AddSingleton<DeskSources>()
            .AddSingleton<DeskWatch>()
            .AddHostedService(s => s.GetRequiredService<DeskWatch>())
            .AddSingleton<LiveEvents>()
            .AddSingleton<ExchangeView>()
            .AddSingleton<TraceDesk>()
            .AddSingleton<DeadLetterDesk>()
            .AddSingleton<ContentDesk>()
            .AddSingleton<Commands>()
            .AddSingleton<PageFrame>();
        if (options.Oidc is { } oidc)
            services.AddSingleton(oidc).AddSingleton<OidcClient>().AddSingleton<OidcRoutes>();
        return services;
    }

    /// <summary>Maps /ops (pages) and /ops/api (JSON). Needs no other middleware: it checks access itself.</summary>
    public static IEndpointRouteBuilder MapOps(this IEndpointRouteBuilder routes)
    {
        var ops = routes.MapGroup("/ops").AddEndpointFilter<RouteGroupBuilder, OpsGate>().ExcludeFromDescription();
        LoginRoutes.Map(ops);
        PersonLogin.Map(ops);
        MyRoutes.Map(ops);
        UserRoutes.Map(ops);
        if (routes.ServiceProvider.GetService<OidcRoutes>() is not null)
            OidcRoutes.Map(ops);
        PageRoutes.Map(ops);
        FormRoutes.Map(ops);
        OpsApi.Map(ops);
        return routes;
    }
}
