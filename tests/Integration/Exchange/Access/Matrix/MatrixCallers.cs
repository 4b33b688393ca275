using System.Net.Http.Headers;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>Callers of each kind, with tokens the hub itself gave out.</summary>
internal sealed class MatrixCallers(WebApplication app, List<FhirCaller> opened)
{
    private readonly IntegrationHub.Exchange.ClientTokens tokens =
        app.Services.GetRequiredService<IntegrationHub.Exchange.ClientTokens>();

    public async Task<FhirCaller> OfAsync(Asker asker, string member, CancellationToken ct) => Open(asker switch
    {
        Asker.Nobody => null,
        Asker.Revoked => await RevokedAsync(member, ct),
        Asker.Expired => await tokens.IssueAsync(member, "matrix", TimeSpan.FromTicks(-1), ct),
        Asker.System => await tokens.IssueAsync(member, "matrix", TimeSpan.FromHours(1), ct),
        Asker.ScopedSystem => await ScopedAsync(member, ct),
        _ => await tokens.IssueAsync(Person(asker, member), TimeSpan.FromHours(1), ct),
    });

    private static PersonAccount Person(Asker asker, string member) => new()
    {
        Id = $"{member}-{asker}",
        Name = $"{member}-{asker}",
        Shown = asker.ToString(),
        Member = member,
        Roles = [Enum.Parse<PersonRole>(asker.ToString())],
        Grants = [],
        IsExternal = false,
        HasFactor = true,
    };

    private async Task<string> ScopedAsync(string member, CancellationToken ct)
    {
        var token = await tokens.IssueAsync(member, "scoped-" + member, TimeSpan.FromHours(1), ct);
        await app.Services.GetRequiredService<HubDb>().RunAsync(
            (tx, stop) => tx.ExecuteAsync(
                "update client_token set scopes = @scopes where name = @name", stop,
                ("@scopes", MatrixRule.Scope), ("@name", "scoped-" + member)),
            ct);
        return token;
    }

    private async Task<string> RevokedAsync(string member, CancellationToken ct)
    {
        var token = await tokens.IssueAsync(member, "matrix", TimeSpan.FromHours(1), ct);
        await tokens.RevokeAsync(token, ct);
        return token;
    }

    private FhirCaller Open(string? token)
    {
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/fhir/") };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        opened.Add(new(client));
        return opened[^1];
    }
}
