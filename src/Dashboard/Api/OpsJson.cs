using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>Answers of /ops/api: camelCase, enums by name, every error at once.</summary>
internal static class OpsJson
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), // Chinese stays readable; < > & ' do not
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    internal static IResult Ok<T>(T value) => Results.Json(value, Options);

    internal static IResult From<T>(Result<T> result) =>
        result.TryGet(out var value, out var errors) ? Ok(value) : Failed(errors);

    internal static IResult Failed(IReadOnlyList<HubError> errors) => Failed(StatusOf(errors), [.. errors]);

    internal static IResult Failed(int status, params HubError[] errors) =>
        Results.Json(new Refusal(errors), Options, statusCode: status);

    /// <summary>The gravest reason decides the status.</summary>
    internal static int StatusOf(IReadOnlyList<HubError> errors) => errors.Max(e => e.Code switch
    {
        HubErrorCode.FieldMissing or HubErrorCode.FieldMalformed or HubErrorCode.LimitExceeded => 400,
        HubErrorCode.Unauthorized => 401,
        HubErrorCode.NotFound => 404,
        HubErrorCode.Conflict => 409,
        HubErrorCode.ServiceUnreachable or HubErrorCode.NotNow => 503,
        HubErrorCode.Internal => 500,
        _ => 422,
    });

    /// <summary>Body of every answer that is not 2xx.</summary>
    internal sealed record Refusal(IReadOnlyList<HubError> Errors);
}
