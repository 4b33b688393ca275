using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Configuration.Templates;

namespace IntegrationHub.Hub.Demo;

/// <summary>The start page of the demo: what runs, what to try. Everything it needs comes from this process.</summary>
internal static class StartPage
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    public static void Map(IEndpointRouteBuilder routes, HubConfiguration configuration, Func<DemoFile?> file)
    {
        routes.MapGet("/", (HttpContext http) => Asset(http, "start.html", "text/html; charset=utf-8"));
        routes.MapGet("/demo/start.css", (HttpContext http) => Asset(http, "start.css", "text/css; charset=utf-8"));
        routes.MapGet("/demo/start.js",
            (HttpContext http) => Asset(http, "start.js", "text/javascript; charset=utf-8"));
        routes.MapGet("/demo/state", (DemoHospitals hospitals, HttpContext http) =>
        {
            Guard(http);
            return Results.Json(State(configuration, file(), hospitals), Json);
        });
    }

    private static object State(HubConfiguration configuration, DemoFile? file, DemoHospitals hospitals) => new
    {
        ready = file is not null,
        folder = configuration.Folder,
        fhir = file?.Fhir,
        sent = hospitals.Sent,
        members = configuration.Members.All.Select(m => new
        {
            id = m.Id,
            name = m.Name,
            nameEn = m.NameEn ?? m.Name,
            tier = MembersTemplate.Word(m.Tier),
            facility = m.Facilities[0],
            superior = m.Superior,
            token = file?.Clients.FirstOrDefault(c => c.Member == m.Id)?.Token,
            channel = file?.Channels.FirstOrDefault(c => c.Member == m.Id),
            receiver = hospitals.Sinks.Where(s => s.Sink.Member == m.Id).Select(s => new
            {
                port = s.Port,
                count = s.Sink.Count,
                last = s.Sink.Last.Take(5).Select(a => new { a.At, a.Event, a.ControlId, a.Text }),
            }).FirstOrDefault(),
        }),
    };

    private static IResult Asset(HttpContext http, string name, string type)
    {
        Guard(http);
        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("demo/" + name);
        return stream is null ? Results.NotFound() : Results.Stream(stream, type);
    }

    private static void Guard(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "no-store";
    }
}
