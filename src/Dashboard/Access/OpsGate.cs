using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>Stands before every page and every JSON route: who asks, has he the right, may it change anything?</summary>
internal sealed class OpsGate(OpsOptions options, Admission admission, PageFrame frame, ILogger<OpsGate> log)
    : IEndpointFilter
{
    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        SafeHeaders.Write(http.Response);
        try
        {
            return await RefusalAsync(http) ?? await next(context);
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
    internal static string By(HttpContext http) =>
        http.Features.Get<Visitor>()?.By ?? $"ops@{http.Connection.RemoteIpAddress}";

    private async Task<IResult?> RefusalAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<OpenDoor>() is null)
        {
            if (await admission.FindAsync(http, http.RequestAborted) is not { } visitor)
                return Refuse(http);
            visitor.Enter(http);
            if (http.GetEndpoint()?.Metadata.GetMetadata<RouteRight>() is not { Right: var right } || !visitor.May(right))
                return await ForbidAsync(http, visitor);
        }

        return HttpMethods.IsGet(http.Request.Method) || SameOrigin.MayChange(http.Request) ? null : ForeignPost(http);
    }

    private async Task<IResult> ForbidAsync(HttpContext http, Visitor visitor)
    {
        var right = http.GetEndpoint()?.Metadata.GetMetadata<RouteRight>()?.Right ?? DeskRight.ChangeSettings;
        DeskLog.Forbidden(log, visitor.By, right, http.Request.Path);
        return IsApi(http)
            ? OpsJson.Failed(403, Visitor.Refusal(right))
            : await frame.ProblemAsync(http, 403, "forbidden", [Visitor.Refusal(right)], http.RequestAborted);
    }

    private IResult Refuse(HttpContext http)
    {
        DeskLog.Refused(log, By(http), http.Request.Path);
        if (options.Access == OpsAccess.Loopback)
            return OpsJson.Failed(403, new HubError(HubErrorCode.SenderNotAllowed,
                "The desk opens on this machine only (ops.access: loopback); ops.access: token opens it to others."));
        if (!IsApi(http))
            return Results.Redirect("/ops/login?back=" + Uri.EscapeDataString(http.Request.Path));
        if (options.Access == OpsAccess.Accounts)
            return OpsJson.Failed(401, new HubError(HubErrorCode.Unauthorized, "Log in at /ops/login."));
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"ops\"";
        return OpsJson.Failed(401, new HubError(HubErrorCode.Unauthorized,
            "Send the ops token as Authorization: Bearer, or log in at /ops/login."));
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

/// <summary>Marks the login pages and the assets: they open without a login.</summary>
internal sealed class OpenDoor;
