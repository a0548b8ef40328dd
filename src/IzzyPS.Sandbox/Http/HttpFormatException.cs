namespace IzzyPS.Sandbox.Http;

/// <summary>The request is not valid HTTP. The sandbox answers with the status and closes the connection.</summary>
internal sealed class HttpFormatException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
