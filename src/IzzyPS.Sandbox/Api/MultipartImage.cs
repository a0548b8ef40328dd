using System.Text;

namespace IzzyPS.Sandbox.Api;

/// <summary>Checks the part <c>image</c> of an upload.</summary>
internal static class MultipartImage
{
    /// <summary>Finds the fault of an upload. Returns null for a valid upload.</summary>
    internal static string? FindFault(string? contentType, ReadOnlySpan<byte> body)
    {
        if (FindBoundary(contentType) is not { Length: > 0 } boundary)
            return "the body must be multipart/form-data with a boundary";
        var delimiter = Encoding.Latin1.GetBytes("--" + boundary);
        var found = false;
        while (body.IndexOf(delimiter) is >= 0 and var at)
        {
            body = body[(at + delimiter.Length)..];
            if (body.StartsWith("--"u8))
                return found ? null : "the part 'image' is missing";
            var headEnd = body.IndexOf("\r\n\r\n"u8);
            if (headEnd < 0)
                break;
            var head = Encoding.Latin1.GetString(body[..headEnd]);
            var length = body[(headEnd + 4)..].IndexOf(delimiter) - 2;
            if (!head.Contains("name=\"image\"", StringComparison.OrdinalIgnoreCase) && !head.Contains("name=image", StringComparison.OrdinalIgnoreCase))
                return "only the part 'image' is known";
            if (!head.Contains("content-type: image/", StringComparison.OrdinalIgnoreCase))
                return "the part 'image' must have the picture's own content type";
            if (length <= 0)
                return "the part 'image' is empty or not ended";
            found = true;
        }

        return "the last boundary is missing";
    }

    private static string? FindBoundary(string? contentType)
    {
        if (contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        var at = contentType.IndexOf("boundary=", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : contentType[(at + 9)..].Split(';')[0].Trim().Trim('"');
    }
}
