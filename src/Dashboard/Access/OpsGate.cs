using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>Stands before every page and every JSON route: who asks, and may it change anything?</summary>
internal sealed class OpsGate(OpsOptions options, OpsSession session, PageFrame frame, ILogger<OpsGate> log)
    : IEndpointFilter
{
    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        SafeHeaders.Write(http.Response);
        var isOpen = http.GetEndpoint()?.Metadata.GetMetadata<OpenDoor>() is not null;

        if (!isOpen && !Admits(http))
            return Refuse(http);
        if (!HttpMethods.IsGet(http.Request.Method) && !SameOrigin.MayChange(http.Request))
            return ForeignPost(http);
        try
        {
            return await next(context);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            DeskLog.RequestFailed(log, http.Request.Path, e);
            return IsApi(http)
                ? OpsJson.Failed(500, new HubError(HubErrorCode.Internal, "The desk failed; the hub's log says why."))
                : await frame.ProblemAsync(http, 500, "failed", [], http.RequestAborted);
        }
    }

    /// <summary>Who asks, for traces and logs.</summary>
    internal static string By(HttpContext http) => $"ops@{http.Connection.RemoteIpAddress}";

    private bool Admits(HttpContext http) =>
        options.Access == OpsAccess.Loopback ? SameOrigin.IsLocal(http) : session.Admits(http.Request);

    private IResult Refuse(HttpContext http)
    {
        DeskLog.Refused(log, By(http), http.Request.Path);
        if (options.Access == OpsAccess.Loopback)
            return OpsJson.Failed(403, new HubError(HubErrorCode.SenderNotAllowed,
                "The desk opens on this machine only (ops.access: loopback); ops.access: token opens it to others."));
        if (IsApi(http))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"ops\"";
            return OpsJson.Failed(401, new HubError(HubErrorCode.Unauthorized,
                "Send the ops token as Authorization: Bearer, or log in at /ops/login."));
        }
        return Results.Redirect("/ops/login?back=" + Uri.EscapeDataString(http.Request.Path));
    }

    private static bool IsApi(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/ops/api", StringComparison.Ordinal);

    private IResult ForeignPost(HttpContext http)
    {
        DeskLog.ForeignPost(log, By(http), http.Request.Path);
        return OpsJson.Failed(403, new HubError(HubErrorCode.SenderNotAllowed,
            $"The request comes from another site. Scripts send the header {SameOrigin.ScriptHeader}: 1."));
    }
}

/// <summary>Marks the login page and the assets: they open without a login.</summary>
internal sealed class OpenDoor;
