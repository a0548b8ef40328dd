# Dot-sourced by each test file: the built module, a data folder of the test's own, and the helpers.
$ProgressPreference = 'SilentlyContinue'
$root = (Resolve-Path (Join-Path $PSScriptRoot '..' '..')).Path
Import-Module (Join-Path $root 'out' 'IzzyPS')
$env:XDG_DATA_HOME = Join-Path $TestDrive 'data'
Get-ChildItem env:IZZYLEASE_* | Remove-Item

# A sandbox and a connection to it, the runspace's last.
function Connect-Sandbox {
    param([int] $Latency = 0, [string] $Name, [hashtable] $Connect = @{}, [string[]] $Fault = @())
    $sandbox = Start-IzzySandbox -Latency $Latency -Fault $Fault
    if ($Name) { $Connect.Name = $Name }
    $dealer = Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath -WarningAction Ignore @Connect
    [pscustomobject]@{ Sandbox = $sandbox; Dealer = $dealer }
}

# The VIN of the n-th vehicle that Write-Stock writes.
function Get-TestVin([int] $Number) { 'WVWZZZ1KZAW{0:000000}' -f $Number }

# Writes a stock file of the vehicles numbered so, each costing 50,000 and its number; -Set changes columns of one: @{ 3 = @{ color = 'Biały' } }.
function Write-Stock {
    param([string] $Path, [int[]] $Numbers, [hashtable] $Set = @{}, [switch] $Cut)
    $lines = foreach ($number in $Numbers) {
        $row = [ordered]@{
            configurationNumber = "C$number"; vin = Get-TestVin $number; category = 'osobowy'; make = 'Skoda'; model = 'Octavia'
            manufactureYear = 2021; mileage = 1000 * $number; engineCode = 'CZEA'; cubicCapacity = 1395; acceleration = 8.5
            fuelType = 'benzyna'; power = 150; transmissionType = 'Manualna'; driveWheels = 'Na przednie koła'; type = 'kombi'
            carClass = 'FAMILY'; doors = 5; color = 'Czarny'; availableFrom = '2025-06-16'; firstRegistrationDate = '2021-08-01'
            description = 'ABS | ASR'; pricing_listPrice = 60000 + $number; pricing_salesPrice = 50000 + $number; pricing_miniPrice = ''; locationId = ''
        }
        foreach ($column in ($Set[$number] ?? @{}).Keys) { $row[$column] = $Set[$number][$column] }
        $row.Values -join ','
    }
    $header = 'configurationNumber,vin,category,make,model,manufactureYear,mileage,engineCode,cubicCapacity,acceleration,fuelType,power,transmissionType,driveWheels,type,carClass,doors,color,availableFrom,firstRegistrationDate,description,pricing_listPrice,pricing_salesPrice,pricing_miniPrice,locationId'
    $text = (@($header) + $lines -join "`n") + "`n"
    if ($Cut) { $text = $text.Substring(0, $text.Length - 60) }
    [IO.File]::WriteAllText($Path, $text)
    $Path
}

# The program that runs this PowerShell, and its first arguments: as a .NET tool it is dotnet with PowerShell's assembly.
$shell = (Get-Process -Id $PID).Path
$shellArguments = @(if ((Split-Path $shell -LeafBase) -eq 'dotnet') { Join-Path $PSHOME pwsh.dll }) + '-NoProfile'

# Starts another PowerShell like this one and waits for its end; its output and its errors are the function's output.
function Start-Shell { & $shell @shellArguments @args 2>&1 }

# Starts a script in another PowerShell like this one, and goes on; gives the process.
function Start-ShellProcess([string] $Script, [hashtable] $Environment) {
    $arguments = $shellArguments.ForEach({ "`"$_`"" }) + '-EncodedCommand' + [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($Script))
    Start-Process $shell -ArgumentList $arguments -Environment $Environment -PassThru -RedirectStandardOutput (Join-Path $TestDrive "$([guid]::NewGuid()).out")
}

# Runs a script in a PowerShell of its own; gives its exit code and what it wrote.
function Invoke-Pwsh {
    param([string] $Command, [string[]] $Switches = @('-NonInteractive'))
    $module = Join-Path $root 'out' 'IzzyPS'
    $output = Start-Shell @Switches -Command "Import-Module '$module'; $Command" | Out-String
    [pscustomobject]@{ ExitCode = $LASTEXITCODE; Output = $output }
}

# Waits for what comes sooner or later, and says what did not come.
function Wait-Until([scriptblock] $Condition) {
    $deadline = [datetime]::UtcNow.AddSeconds(60)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) { throw "It did not come: $Condition" }
        Start-Sleep -Milliseconds 5
    }
}

# A sandbox, and a ledger with vehicles 1 to 3, of which the third is in doubt: the process that created it was killed meanwhile.
function New-Doubt {
    $sandbox = Start-IzzySandbox -Latency 800
    $connect = @{ BaseUri = $sandbox.BaseUri; Credential = $sandbox.Credential; LedgerPath = $sandbox.LedgerPath; WarningAction = 'Ignore' }
    $dealer = Connect-IzzyDealer @connect
    $null = Import-IzzyVehicleCsv (Write-Stock (Join-Path $TestDrive stock.csv) (1, 2)) | New-IzzyVehicle
    $stock = Write-Stock (Join-Path $TestDrive stock.csv) 3
    $account = @{
        IZZYLEASE_API_BASE_URL = $sandbox.BaseUri; IZZYLEASE_CLIENT_ID = $sandbox.Credential.UserName
        IZZYLEASE_CLIENT_SECRET = $sandbox.Credential.GetNetworkCredential().Password; IZZYLEASE_LEDGER = $sandbox.LedgerPath
    }
    $requests = $sandbox.Requests
    $script = "Import-Module '$(Join-Path $root out IzzyPS)'; Import-IzzyVehicleCsv '$stock' | New-IzzyVehicle"
    $create = Start-ShellProcess $script $account
    # The first request is for the token, the second is the create.
    Wait-Until { $sandbox.Requests -ge $requests + 2 }
    $create.Kill()
    $create.WaitForExit()
    [pscustomobject]@{ Sandbox = $sandbox; Dealer = $dealer; Vin = Get-TestVin 3 }
}

# Lists a car behind the ledger's back, as the lost create would have; gives its id.
function New-SandboxCar {
    param([object] $Sandbox, [int] $Number)
    $login = @{ client_id = $Sandbox.Credential.UserName; client_secret = $Sandbox.Credential.GetNetworkCredential().Password; grant_type = 'client_credentials' }
    $token = Invoke-RestMethod -Method Post -Uri "$($Sandbox.BaseUri)oauth/token" -Body $login
    $car = @{
        vin = Get-TestVin $Number; category = 'PASSENGER'; make = 'Skoda'; model = 'Octavia'; engineCode = 'CZEA'; cubicCapacity = 1395; acceleration = 8.5
        fuelType = 'PETROL'; transmissionType = 'MANUAL'; driveWheels = 'FRONT'; type = 'ESTATE'; color = 'Czarny'; pricing = @{ listPrice = '2.00'; salesPrice = '1.00' }
    }
    (Invoke-RestMethod -Method Post -Uri "$($Sandbox.BaseUri)external/cars" -Body ($car | ConvertTo-Json) -ContentType application/json -Headers @{ Authorization = "bearer $($token.access_token)" }).id
}

# A PostgreSQL of the test's own on loopback, or $null where the machine has none; Stop-TestPostgres ends it. Root may not run it: then
# the user postgres does, whom its packages make.
function Start-TestPostgres {
    param([string] $Password)
    $initdb = @(Get-Item /usr/lib/postgresql/*/bin/initdb, /opt/homebrew/opt/postgresql*/bin/initdb, /usr/pgsql*/bin/initdb -ErrorAction Ignore) + (Get-Command initdb -ErrorAction Ignore).Source |
        Where-Object { $_ } | Select-Object -Last 1
    if (-not $initdb) {
        Write-Warning 'THE LEDGER IN POSTGRESQL IS NOT TESTED: this machine has no PostgreSQL server (initdb, pg_ctl); Debian: apt-get install postgresql.'
        return $null
    }

    $folder = Join-Path ([IO.Path]::GetTempPath()) "izzyps-pester-$PID-$([guid]::NewGuid().ToString('n'))"
    $null = New-Item -ItemType Directory $folder
    [IO.File]::WriteAllText((Join-Path $folder password), $Password)
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $port = $listener.LocalEndpoint.Port
    $listener.Stop()
    $server = [pscustomobject]@{ Folder = $folder; Bin = Split-Path $initdb; Port = $port; Location = "postgres://127.0.0.1:$port/postgres"; User = 'izzy'; Password = $Password }
    if ((id -u) -eq 0) { chown -R postgres $folder }
    Invoke-Postgres $server initdb -D "$folder/data" -U izzy -A scram-sha-256 --pwfile "$folder/password" -E UTF8 --no-sync
    Invoke-Postgres $server pg_ctl start -D "$folder/data" -w -l "$folder/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    $server
}

# Skips the test where the machine has no PostgreSQL.
function Skip-Without([object] $Server) {
    if (-not $Server) { Set-ItResult -Skipped -Because 'NOT TESTED: this machine has no PostgreSQL server' }
}

function Stop-TestPostgres([object] $Server) {
    if (-not $Server) { return }
    Invoke-Postgres $Server pg_ctl stop -D "$($Server.Folder)/data" -m immediate -w
    Remove-Item $Server.Folder -Recurse -Force
}

function Invoke-Postgres {
    param([object] $Server, [string] $Program)
    $command = @((Join-Path $Server.Bin $Program)) + $args
    if ((id -u) -eq 0) { $command = @('runuser', '-u', 'postgres', '--') + $command }
    # No pipes: the server would inherit them, and reading them would wait for its end.
    $out = Join-Path $Server.Folder out
    Push-Location $Server.Folder
    & sh -c 'exec "$@" >> "$0" 2>&1 < /dev/null' $out @command
    Pop-Location
    if ($LASTEXITCODE) { throw "$Program failed: $(Get-Content $out -Raw)" }
}
